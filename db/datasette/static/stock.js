// Names for the fields of Datasette's own pages that have none, so that a screen reader says what they are.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const names = { "_filter_column": "Column", "_filter_op": "How to compare", "_filter_value": "Value", "_sort": "Sort by", "_search": "Words" };
  document.querySelectorAll("main select, main input:not([type=hidden]):not([type=submit])").forEach((field) => {
    if (field.labels?.length || field.hasAttribute("aria-label")) return;
    const known = Object.keys(names).find((name) => field.name.startsWith(name));
    field.setAttribute("aria-label", known ? names[known] : field.name || "Value");
  });
  document.querySelectorAll("a.cross").forEach((cross) => cross.setAttribute("aria-label", "Do without"));
  document.querySelectorAll(".table-wrapper").forEach((wrapper) => {
    wrapper.tabIndex = 0;
    wrapper.setAttribute("role", "region");
    wrapper.setAttribute("aria-label", "Rows");
  });
});

// The editor of SQL makes its field when the page is there whole.
window.addEventListener("load", () => setTimeout(() => {
  document.querySelectorAll("main textarea:not([aria-label])").forEach((field) => field.setAttribute("aria-label", "SQL"));
}));
