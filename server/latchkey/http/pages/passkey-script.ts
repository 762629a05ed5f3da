/**
 * The one script of a flow's pages: shows the browser's dialog when the form is sent, and sends what comes of it. The
 * browsers of the last years make and read the JSON of Web Authentication Level 3 (section 5.1) by themselves.
 */
export const passkeyScript = `'use strict';
const form = document.querySelector('form[data-passkey]');
const notice = document.querySelector('#passkey-problem');
const say = (why) => {
  notice.textContent = form.dataset[why];
  notice.hidden = false;
};
const ask = async () => {
  const options = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === 'create') {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
};
if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === undefined) say('unsupported');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  notice.hidden = true;
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const credential = await ask();
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    say(error.name === 'InvalidStateError' ? 'there' : 'failed');
    button.disabled = false;
    button.focus();
  }
});
`;
