// Passkeys: forms marked data-passkey ask the browser's authenticator before they are sent. Without JavaScript they stay hidden.
(function () {
  'use strict';
  var codec = window.webauthnJSON;
  if (!codec || !codec.supported()) return;
  var there = document.getElementById('passkey-options');
  var options = there ? JSON.parse(there.textContent) : null;

  function ask(form) {
    if (form.dataset.passkey === 'create') {
      var alone = form.elements.passwordless && form.elements.passwordless.checked;
      var choice = options.publicKey.authenticatorSelection = options.publicKey.authenticatorSelection || {};
      choice.residentKey = alone ? 'required' : 'discouraged';
      choice.requireResidentKey = !!alone;
      if (alone) choice.userVerification = 'required';
      return codec.create(options);
    }
    if (form.dataset.passkey === 'get') return codec.get(options);
    return fetch(form.action, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
      .then(function (answer) { return answer.json(); })
      .then(function (data) { return codec.get(data.request_options); });
  }

  document.querySelectorAll('form[data-passkey]').forEach(function (form) {
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      ask(form).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      }, function () { form.querySelector('button').focus(); }); // the person said no
    });
  });
  document.querySelectorAll('[data-passkey-missing]').forEach(function (note) { note.hidden = true; });
})();
