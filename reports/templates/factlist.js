(() => {
  "use strict";
  const proofs = [...document.querySelectorAll("details.proof")];
  const all = document.getElementById("all");
  if (all && proofs.length) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const open = !proofs.every((one) => one.open);
      for (const one of proofs) one.open = open;
      all.textContent = open ? "Close all originals" : "Open all originals";
    });
  }
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.more")) one.open = true;
  });
  // The newest part of a long timeline is what a reader looks for first.
  const scroll = document.querySelector(".timeline .scroll");
  // A long page draws it only when it comes near, which may have been before this ran.
  const newest = (event) => {
    if (event.skipped || scroll.checkVisibility?.({ contentVisibilityAuto: true }) === false) return;
    scroll.scrollLeft = scroll.scrollWidth;
    scroll.parentElement.removeEventListener("contentvisibilityautostatechange", newest);
  };
  if (scroll) {
    scroll.parentElement.addEventListener("contentvisibilityautostatechange", newest);
    addEventListener("load", () => requestAnimationFrame(newest));
  }
})();
