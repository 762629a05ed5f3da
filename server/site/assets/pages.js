/** How long the extension gets to show itself, in ms; it does so when the page has been read. */
const PATIENCE_MS = 1500;

const presence = document.getElementById('presence');

/** The extension leaves an element in each page; what is in it stays its own. */
const isThere = () => document.querySelector('latchkey-notes') !== null;

function tell() {
  if (presence) presence.textContent = isThere() ? presence.dataset.present : presence.dataset.absent;
}

const observer = new MutationObserver(() => {
  if (isThere()) tell();
});
observer.observe(document.documentElement, { childList: true });
if (isThere()) tell();
else setTimeout(tell, PATIENCE_MS);

const copy = document.getElementById('copy');
const folder = document.getElementById('folder');
if (copy && folder && navigator.clipboard) {
  const label = copy.textContent;
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(folder.textContent);
    copy.textContent = copy.dataset.copied;
    setTimeout(() => {
      copy.textContent = label;
    }, 2000);
  });
}
