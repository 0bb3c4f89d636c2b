/** Fills the zone of a form that has not been told one: the browser knows it. A select beside it is what people without script use. */
export function rememberZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const field of document.querySelectorAll<HTMLSelectElement>("select[data-zone='detect']")) {
    if ([...field.options].some((option) => option.value === zone)) field.value = zone;
  }
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
