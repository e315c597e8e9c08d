// A filter or an order changes the list in place. Without this script, and whenever it fails, the same form loads the page.
(() => {
  "use strict";
  const list = document.getElementById("results");
  let latest = 0;

  // The short address of the same question: boxes that were left empty say nothing.
  const address = (form) => {
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    return `${form.action.split("#")[0]}?${new URLSearchParams(asked)}`;
  };

  const show = (html, focused) => {
    list.innerHTML = html;
    const status = list.querySelector("#list-told");
    document.getElementById("list-status").textContent = status.textContent;
    status.remove();
    document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const change = async (form) => {
    const url = address(form), number = ++latest;
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "X-In-Place": "1" } });
      if (number !== latest) return; // a newer change is on its way
      if (!answer.ok) throw new Error(answer.status);
      const html = await answer.text();
      if (number !== latest) return;
      show(html, document.activeElement.id);
      history.pushState(null, "", answer.headers.get("X-Address") || url);
      document.dispatchEvent(new Event("list-changed"));
    } catch {
      form.submit();
    } finally {
      list.removeAttribute("aria-busy");
    }
  };

  list.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-in-place]");
    if (form) change(form);
  });
  list.addEventListener("submit", (event) => {
    // On a phone the sheet of filters is closed by the address that the form leads to.
    if (!event.target.matches("form[data-in-place]") || location.hash === "#filters") return;
    event.preventDefault();
    change(event.target);
  });
  // An address that the list was changed to is a page of its own.
  addEventListener("popstate", (event) => {
    if (!location.hash || event.state !== null) location.reload();
  });
})();
