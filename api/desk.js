/* The desk's pages, made smoother: live updates, keys, focus. Without it they work as well. */
(() => {
  "use strict";

  const one = (what, within) => (within || document).querySelector(what);
  const all = (what, within) => Array.from((within || document).querySelectorAll(what));

  /* What happened, said to those who do not see the page change. */
  const say = (text) => {
    const place = one("#said");
    if (place && text) {
      place.textContent = "";
      setTimeout(() => { place.textContent = text; }, 60);
    }
  };

  const fail = (why) => {
    const place = one("#failed");
    place.textContent = why ? place.dataset[why] : "";
    place.hidden = !why;
  };

  /* Live updates. A page in the background lets go of its stream: browsers have six to a server. */
  let stream = null, again = 0, failures = 0, newest = 0, heard = 0;

  const hush = () => {
    clearTimeout(again);
    if (stream) stream.close();
    stream = null;
  };

  const listen = () => {
    hush();
    const page = one("[data-live]");
    if (!page || document.hidden || !window.EventSource) return;
    const address = page.dataset.live;
    stream = new EventSource(`${address}${address.includes("?") ? "&" : "?"}since=${newest}`);
    stream.onopen = () => { failures = 0; };
    stream.addEventListener("moved", (event) => tell(Number(event.lastEventId), JSON.parse(event.data)));
    stream.addEventListener("over", () => { hush(); over(); });
    stream.onerror = () => {
      if (!stream || stream.readyState !== EventSource.CLOSED) return; // it comes back by itself
      hush();
      failures += 1;
      const most = Math.min(5000 * 2 ** failures, 300000);
      again = setTimeout(listen, most * (0.5 + Math.random() / 2));
    };
  };

  const tell = (number, change) => {
    const place = one("#news");
    if (!place || number <= newest) return;
    newest = number;
    heard += 1;
    const words = heard > 1 && place.dataset.many ? place.dataset.many : place.dataset.one;
    const text = words.replace("{n}", heard).replace("{what}", change.what).replace("{who}", change.who);
    one("span", place).textContent = text;
    if (place.hidden) say(text);
    place.hidden = false;
  };

  /* Where the page was read anew, what it shows is the newest that is known. */
  const begin = () => {
    const page = one("[data-live]");
    newest = page ? Number(page.dataset.newest) : 0;
    heard = 0;
    const news = one("#news");
    if (news) news.hidden = true;
    tellOnce();
    const keys = one("#keys");
    if (keys) {
      keys.hidden = false;
      one("#keys-on").checked = keysAreOn();
    }
    showKeys();
    leadBack();
    listen();
  };

  /* What was just done is said once, not again by "back" or by reading the page anew. */
  const tellOnce = () => {
    const here = new URL(location.href);
    if (!here.searchParams.has("done")) return;
    here.searchParams.delete("done");
    here.searchParams.delete("of");
    here.searchParams.delete("at");
    here.hash = "";
    history.replaceState(history.state, "", here.pathname + here.search);
  };

  /* From a case one comes back to the list as one had narrowed it. */
  const LIST = "motcham.list", TYPED = "motcham.typed";

  const keep = (name, value) => {
    try { sessionStorage.setItem(name, value); return true; } catch { return false; }
  };

  const kept = (name) => {
    try { return sessionStorage.getItem(name) || ""; } catch { return ""; }
  };

  const leadBack = () => {
    if (location.pathname === "/desk") {
      const here = new URLSearchParams(location.search);
      here.delete("after");
      for (const [name, value] of [...here]) if (!value) here.delete(name);
      keep(LIST, String(here));
    } else if (kept(LIST)) {
      for (const link of all(".crumbs a[href='/desk']")) link.href = `/desk?${kept(LIST)}`;
    }
  };

  /* Fetch a part of the page again; what was typed stays. */
  let typed = [];

  const changed = (part) => all("input[id], textarea[id], select[id]", part)
    .filter((field) => !/^(password|file|hidden)$/.test(field.type))
    .filter((field) => field.value !== (field.defaultValue === undefined ? initial(field) : field.defaultValue))
    .map((field) => [field.id, field.value]);

  /* Whose session has ended signs in and finds here again what was typed. */
  const over = () => {
    const fields = changed(one("main"));
    const held = fields.length && keep(TYPED, JSON.stringify([location.pathname, fields]));
    fail(held ? "held" : "over");
  };

  const takeUp = () => {
    if (!kept(TYPED)) return;
    const [path, fields] = JSON.parse(kept(TYPED));
    if (path !== location.pathname) return;
    keep(TYPED, "");
    typed = fields;
    restore();
  };

  const renew = (part) => {
    typed = changed(one(part));
    const here = location.pathname.split("/moves/")[0] + location.search;
    htmx.ajax("GET", here, { target: part, select: part, swap: "outerHTML" });
  };

  const initial = (select) => {
    const chosen = all("option", select).find((option) => option.defaultSelected) || select.options[0];
    return chosen ? chosen.value : "";
  };

  const restore = () => {
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
    typed = [];
  };

  /* Keys. They can be turned off, and never act while somebody types. */
  const keysAreOn = () => {
    try { return localStorage.getItem("motcham.keys") !== "off"; } catch { return true; }
  };

  const showKeys = () => document.documentElement.classList.toggle("keyed", keysAreOn());

  const types = (place) => place.isContentEditable
    || /^(TEXTAREA|SELECT)$/.test(place.tagName)
    || (place.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(place.type));

  /* A Vietnamese input method may swallow the letter and leave only where its key stands. */
  const pressed = (event) => {
    if (event.key !== "Process" && event.keyCode !== 229) return event.key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  };

  const step = (by) => {
    const rows = all("a.row");
    const at = rows.indexOf(document.activeElement);
    const to = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (to) to.focus();
    return Boolean(to);
  };

  const act = (key) => {
    const place = all("[data-key]").find((found) => found.dataset.key === key && found.offsetParent);
    if (!place) return false;
    if (/^(INPUT|TEXTAREA)$/.test(place.tagName)) {
      place.focus();
    } else if (place.tagName === "SUMMARY") {
      place.parentNode.open = true;
      const field = one("select, textarea, input:not([type=hidden])", place.parentNode);
      (field || place).focus();
    } else {
      place.click();
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (types(event.target) || !keysAreOn()) return;
    const key = pressed(event);
    let done = false;
    if (key === "?" && one("#keys")) {
      one("#keys").open = true;
      one("#keys summary").focus();
      done = true;
    } else if (key === "j" || key === "k") {
      done = step(key === "j" ? 1 : -1) || act(key);
    } else if ((key === "ArrowDown" || key === "ArrowUp") && event.target.matches("a.row")) {
      done = step(key === "ArrowDown" ? 1 : -1);
    } else if (key.length === 1 && !event.repeat) {
      done = act(key);
    }
    if (done) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "keys-on") return;
    try { localStorage.setItem("motcham.keys", event.target.checked ? "on" : "off"); } catch { /* then on */ }
    showKeys();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-renew]");
    if (button && window.htmx) renew(button.dataset.renew);
  });

  const inSight = (place) => {
    const box = place.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  };

  /* After a part was exchanged: what was typed, where one is, and what there is to say. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.matches("#main, #list") && !one("#main, #list", event.target)) return;
    fail("");
    restore();
    begin();
    const told = one("[data-said]");
    say(told ? told.textContent : "");
    if (told && event.target.id !== "list" && !inSight(told)) told.scrollIntoView({ block: "center" });
    if (document.activeElement && document.activeElement !== document.body) return;
    const start = one("[role=alert][tabindex]") || one("main h1");
    if (start && event.target.id !== "list") start.focus({ preventScroll: start.tagName === "H1" });
  });

  /* Files take their time over a weak link: how far they are, and what cannot be sent at once. */
  const sending = (form, text) => {
    const place = one(".sending", form);
    place.hidden = !text;
    if (place.textContent !== text) place.textContent = text;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.most) return;
    const files = all("input[type=file]", form).flatMap((field) => Array.from(field.files));
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (bytes <= Number(form.dataset.most)) return;
    event.preventDefault();
    sending(form, form.dataset.tooMany);
  });

  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.most || !event.detail.lengthComputable) return;
    const { loaded, total } = event.detail, place = one(".sending", form);
    const part = Math.floor(100 * loaded / total);
    sending(form, part < 100 ? place.dataset.text.replace("{n}", part) : place.dataset.sent);
  });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const answer = event.detail.xhr, form = event.target;
      if (form.dataset && form.dataset.most) sending(form, "");
      if (answer && answer.getResponseHeader("X-Session-Over")) over();
      else fail("text");
    });
  }

  /* Where the session has ended, the door answers instead: the page stays, with what was typed. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.responseURL.includes("/desk/sign-in")) return;
    event.detail.shouldSwap = false;
    over();
  });

  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  begin();
  takeUp();
})();
