// A filter or an order changes the list in place. Without this script, and whenever it fails, the same form loads the page.
(() => {
  "use strict";
  const list = document.getElementById("results");
  const here = () => location.pathname + location.search;
  let latest = 0, shown = here();

  // The short address of the same question: boxes that were left empty say nothing.
  const address = (form) => {
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    return `${form.action.split("#")[0]}?${new URLSearchParams(asked)}`;
  };

  // The two halves stay where they are and get new insides, so that an open sheet of filters stays open where it was scrolled to.
  const show = (html) => {
    const focused = document.activeElement.id, made = document.createElement("template");
    made.innerHTML = html;
    for (const id of ["filters", "list"]) {
      const half = document.getElementById(id), fresh = made.content.getElementById(id);
      if (half && fresh) half.replaceChildren(...fresh.childNodes);
      else if (half || fresh) throw new Error(id);
    }
    document.getElementById("list-status").textContent = made.content.getElementById("list-told").textContent;
    // A tick that was taken off beside the button is gone with its plan's name.
    const next = focused && (document.getElementById(focused) || document.querySelector(".tray button"));
    if (next) next.focus({ preventScroll: true });
  };

  // A tick is no step to go back to, and leaves the list as long as it is; it is taken up in the address and in every link.
  const change = async (form, tick = false) => {
    const pages = tick && new URLSearchParams(location.search).get("show"), number = ++latest;
    const more = pages ? `&show=${pages}` : "", url = address(form) + more;
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "X-In-Place": "1" } });
      const html = answer.ok ? await answer.text() : "";
      if (number !== latest) return; // a newer change is on its way
      show(html);
      document.dispatchEvent(new Event("list-changed"));
      // The list first, the address in the frame after it.
      const short = answer.headers.get("X-Address"), now = (short ? short + more : url) + location.hash;
      requestAnimationFrame(() => setTimeout(() => {
        if (tick) history.replaceState(null, "", now);
        else history.pushState(null, "", now);
        shown = here();
      }));
    } catch {
      form.submit();
    } finally {
      if (number === latest) list.removeAttribute("aria-busy");
    }
  };

  list.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-in-place]")) change(form, event.target.name === "plan");
  });
  list.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-in-place]") || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (location.hash === "#filters") location.hash = "results"; // closes the sheet; the list has changed already
    else change(event.target);
  });
  // An address that the list was changed to is a page of its own; another place on this page is none.
  addEventListener("popstate", () => {
    if (here() !== shown) location.reload();
  });
})();
