/** Where menus and tooltips are put: a landmark of its own, so that nothing on the page lies outside of one. */
export function floating(): HTMLElement {
  return document.getElementById("floating") ?? document.body;
}
