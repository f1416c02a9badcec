// The page of the demo: one <agent-chat>, and the transport that its address asks for.
const chat = document.querySelector('agent-chat');
const transport = new URLSearchParams(location.search).get('transport');
// A name that there is not is the element's to refuse, where it can be seen.
if (transport !== null) chat.setAttribute('transport', transport);

try {
  await import('/elements/agent-chat.js');
} catch (error) {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.textContent =
    'The chat could not be loaded. Is the server still running? Reload this page to try again.';
  chat.replaceWith(notice);
  throw error;
}
