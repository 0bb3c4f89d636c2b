/** Brings people to what has to be mended: the list of errors, and from there the field. */
export function focusErrors(): void {
  document.querySelector<HTMLElement>(".errors")?.focus();
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(".errors a");
    const field = link && document.querySelector<HTMLElement>(link.hash);
    if (!field) return;
    event.preventDefault();
    (field.closest("fieldset, .field") ?? field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
