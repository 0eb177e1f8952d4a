"use strict";
// Lists of risk points and findings, filtered and shown a page at a time. Texts become text nodes, never markup.
(() => {
  const PAGE = 50;
  document.documentElement.classList.add("js");

  /** Records of an embedded list: {keys, texts, rows}, each text a number. Read when first needed. */
  function records(id) {
    const packed = JSON.parse(document.getElementById(id).textContent);
    const text = (value) => Array.isArray(value) ? value.map(text) : value === null ? null : packed.texts[value];
    return packed.rows.map((row) => Object.fromEntries(packed.keys.map((key, index) => [key, text(row[index])])));
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  const values = (record, key) => Array.isArray(record[key]) ? record[key] : [record[key]];

  /** One list: its filters follow the address (#name?key=value), so that every count on the page is a link. */
  class Listing {
    constructor(name, searched, cells, detail) {
      this.section = document.getElementById(name);
      // Where there is nothing to list, there is nothing to ask for.
      if (!this.section.querySelector("form")) return;
      Object.assign(this, { name, searched, cells, detail, page: 0, asked: new URLSearchParams() });
      this.form = this.section.querySelector("form");
      this.body = this.section.querySelector(".scripted tbody");
      this.status = this.section.querySelector(".status");
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("change", () => this.go());
      let pause;
      this.form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => this.go(), 250); });
      this.form.addEventListener("reset", () => setTimeout(() => { this.asked = new URLSearchParams(); this.go(); }));
      this.section.querySelectorAll(".pages button").forEach((button) => button.addEventListener("click", () => {
        this.page += Number(button.dataset.step);
        this.show();
        this.section.scrollIntoView();
      }));
    }

    get all() {
      if (!this.read) {
        this.read = records(`${this.name}-data`);
        this.words = this.read.map((record) => this.searched(record).join("\n").toLowerCase());
        for (const select of this.form.querySelectorAll("select")) this.options(select);
      }
      return this.read;
    }

    options(select) {
      const counts = new Map();
      for (const record of this.read) for (const value of values(record, select.name)) {
        counts.set(value, (counts.get(value) || 0) + 1);
      }
      for (const [value, count] of counts) {
        if (value) select.append(element("option", { value }, `${value}（${count}）`));
      }
    }

    /** The address says what is asked; anything the form has no field for (code) is asked for as well. */
    ask(query) {
      this.asked = new URLSearchParams(query);
      this.all;
      for (const field of this.form.elements) if (field.name) field.value = this.asked.get(field.name) || "";
      this.page = 0;
      this.show();
    }

    go() {
      const kept = new URLSearchParams();
      for (const field of this.form.elements) if (field.name && field.value) kept.set(field.name, field.value);
      for (const [key, value] of this.asked) if (!this.form.elements[key]) kept.set(key, value);
      history.replaceState(null, "", `#${this.name}?${kept}`);
      this.asked = kept;
      this.page = 0;
      this.show();
    }

    found() {
      const words = (this.asked.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = [...this.asked].filter(([key]) => key !== "q");
      return this.all.filter((record, index) => wanted.every(([key, value]) => values(record, key).includes(value))
        && words.every((word) => this.words[index].includes(word)));
    }

    show() {
      const found = this.found();
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      this.page = Math.min(Math.max(this.page, 0), pages - 1);
      const shown = found.slice(this.page * PAGE, (this.page + 1) * PAGE);
      const asked = [...this.asked].map(([, value]) => `“${value}”`).join("、");
      this.status.textContent = `${asked ? `符合${asked}的` : "全部"}共 ${found.length} 条` + (pages > 1 ? `，第 ${this.page + 1} 页，共 ${pages} 页` : "");
      this.body.replaceChildren(...shown.map((record) => this.row(record)));
      const [before, after] = this.section.querySelectorAll(".pages button");
      before.disabled = this.page === 0;
      after.disabled = this.page === pages - 1;
      const first = this.body.querySelector("button");
      if (found.length === 1 && first) first.click();
    }

    row(record) {
      const line = element("tr", {});
      this.cells(record).forEach(([text, kind], index) => {
        const cell = element("td", kind ? { class: kind } : {});
        if (index === 0 && this.detail) {
          const button = element("button", { type: "button", "aria-expanded": "false" }, text || "（无编号）");
          button.addEventListener("click", () => this.open(button, line, record));
          cell.append(button);
        } else {
          cell.append(text || "");
        }
        line.append(cell);
      });
      return line;
    }

    open(button, line, record) {
      const opened = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!opened));
      if (opened) {
        line.nextSibling.remove();
        return;
      }
      const list = element("dl", {});
      for (const [name, said] of this.detail(record)) {
        if (Array.isArray(said) ? said.length : said) {
          list.append(element("dt", {}, name), element("dd", {}, Array.isArray(said)
            ? element("ol", {}, ...said.map((text) => element("li", {}, text))) : said));
        }
      }
      line.after(element("tr", { class: "detail" }, element("td", { colspan: line.children.length }, list)));
    }
  }

  const RANKS = JSON.parse(document.getElementById("levels-data").textContent);
  const rank = (level) => `k rank-${RANKS.indexOf(level) + 1}`;

  const points = new Listing(
    "points",
    (p) => [p.unit, p.division, p.code, p.power, p.power_code, p.description, p.manifestation,
      ...p.measures.flat(), ...p.reasons.flat()],
    (p) => [[p.code], [`${p.unit} ${p.division}`, "wrap"], [p.power, "wrap"], [p.description, "wrap"], [p.klass, "k"],
      [p.level, rank(p.level)], [p.self, "k"], [p.state.join("、"), "wrap"]],
    (p) => [
      ["职权", `${p.power}（${p.power_code}）${p.steps ? `　环节 ${p.steps}` : ""}`],
      ["来源和领域", `${p.source}　${p.field}`],
      ["表现形式", p.manifestation],
      ["可能性、危害", p.likelihood || p.harm ? `可能性 ${p.likelihood}，危害程度 ${p.harm}` : ""],
      ["系统评定", p.computed],
      ["定级理由", p.reasons.map(([rule, title, evidence]) => `${rule} ${title}：${evidence}`)],
      ["怎样降级", p.remedies],
      ["审定", p.decided],
      ["防控措施", p.measures.map(([kinds, text, who, due]) => `${kinds ? `［${kinds}］` : ""}${text}（${[who, due].filter(Boolean).join("，")}）`)],
      ["与上期相比", p.changes],
      ["出处", p.place],
    ],
  );
  const findings = new Listing(
    "findings",
    (f) => [f.unit, f.division, f.code, f.title, f.message, f.mend, f.file],
    (f) => [[f.code], [`${f.unit} ${f.division}`, "wrap"], [f.severity, `k rank-${["错误", "警告", "提示"].indexOf(f.severity) + 1}`],
      [element("a", { href: f.address }, f.place), "wrap"], [f.message, "t wrap"], [f.mend, "wrap"]],
    (f) => [["检查", `${f.code} ${f.title}`], ["来源文件", f.file]],
  );

  function follow() {
    const [name, query] = decodeHash();
    for (const listing of [points, findings]) {
      if (!listing.form) continue;
      if (listing.name === name && query !== undefined) {
        listing.ask(query);
        listing.section.scrollIntoView();
      } else if (!listing.read) {
        listing.ask("");
      }
    }
  }

  function decodeHash() {
    const hash = location.hash.slice(1);
    const mark = hash.indexOf("?");
    return mark < 0 ? [hash] : [hash.slice(0, mark), hash.slice(mark + 1)];
  }

  window.addEventListener("hashchange", follow);
  follow();
})();
