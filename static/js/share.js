/* Copy the address of the page, or hand it to the system's share sheet. Both buttons stay
   hidden where scripts are off or the browser cannot do it: the plain links beside them remain. */
for (const share of document.querySelectorAll("[data-share]")) {
  const copy = share.querySelector("[data-copy]");
  const sheet = share.querySelector("[data-sheet]");
  const said = share.querySelector("[role=status]");

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(share.dataset.share);
      said.textContent = copy.dataset.done;
    });
  }
  if (navigator.share) {
    sheet.hidden = false;
    sheet.addEventListener("click", () => {
      const closed = () => {}; // closing the sheet is no error
      navigator.share({ title: document.title, url: share.dataset.share }).catch(closed);
    });
  }
}
