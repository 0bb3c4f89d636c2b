/** "Stay signed in" without leaving the page: the link answers, the warning goes and comes again in its time. */
export function stayHere(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-stay]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void stay(link);
    });
  }
}

async function stay(link: HTMLAnchorElement): Promise<void> {
  const warning = link.closest<HTMLElement>(".idle");
  const answer = await fetch(link.href, { credentials: "same-origin", redirect: "manual" }).catch(() => undefined);
  if (!warning || !answer?.ok) {
    location.assign(link.href);
    return;
  }
  const again = warning.cloneNode(true) as HTMLElement; // a new element begins its animation anew
  warning.replaceWith(again);
  stayHere();
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}
