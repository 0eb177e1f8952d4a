/* 公开版网页：查找、筛选、展开。没有它，页面照样能读。 */
"use strict";
(() => {
  const form = document.querySelector(".tools");
  const query = document.getElementById("query");
  const unit = document.getElementById("unit");
  const category = document.getElementById("category");
  const found = document.getElementById("found");
  const powers = [...document.querySelectorAll("article")];
  const sections = [...document.querySelectorAll("main > section")];
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");
  // Read once, at the first search: a page may hold thousands of powers.
  const texts = new Map();
  const text = (power) => {
    if (!texts.has(power)) texts.set(power, plain(power.textContent));
    return texts.get(power);
  };

  function apply() {
    const words = plain(query.value).split(" ").filter(Boolean);
    let count = 0;
    for (const power of powers) {
      const shown =
        (!unit.value || power.dataset.unit === unit.value) &&
        (!category.value || power.dataset.category === category.value) &&
        words.every((word) => text(power).includes(word));
      power.hidden = !shown;
      count += shown ? 1 : 0;
    }
    for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])");
    found.textContent = count ? `共 ${powers.length} 项，显示 ${count} 项。` : "没有符合条件的职权。请换一个词或放宽条件。";
  }

  function unfold(open) {
    for (const power of powers) if (!power.hidden) power.querySelector("details").open = open;
  }

  function follow() {
    const power = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (power && power.matches("article")) power.querySelector("details").open = true;
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", apply);
  for (const choice of [unit, category]) choice.addEventListener("change", apply);
  // By hand: the event comes before the fields are empty.
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of [query, unit, category]) field.value = "";
    apply();
  });
  document.getElementById("unfold").addEventListener("click", () => unfold(true));
  document.getElementById("fold").addEventListener("click", () => unfold(false));
  document.getElementById("print").addEventListener("click", () => window.print());
  // On paper everything that the filter lets through is open; afterwards it is as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = powers.map((power) => power.querySelector("details")).filter((details) => !details.open);
    for (const details of closed) details.open = true;
    for (const picture of document.images) picture.loading = "eager";
  });
  addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
  addEventListener("hashchange", follow);
  follow();
  apply();
})();
