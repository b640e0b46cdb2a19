// Sorting and filtering of the table of letters; without it all letters are shown as they came.
const table = document.querySelector(".letters");
const controls = document.querySelector(".filter");
const said = document.getElementById("said");
const rows = [...table.tBodies[0].rows];
const heads = [...table.tHead.rows[0].cells];
const words = new Intl.Collator("en-US", { numeric: true });

function key(row, column) {
  const cell = row.cells[column];
  return cell.dataset.key ?? cell.textContent;
}

function sort(column) {
  const head = heads[column];
  const down = head.getAttribute("aria-sort") === "ascending";
  heads.forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const order = (a, b) => words.compare(key(a, column), key(b, column));
  rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
  table.tBodies[0].append(...rows);
  said.textContent = `Sorted by ${head.textContent}, ${down ? "descending" : "ascending"}.`;
}

function filter() {
  const status = controls.querySelector("input:checked").value;
  const name = controls.querySelector("input[type=search]").value.trim().toLowerCase();
  let count = 0;
  for (const row of rows) {
    const fits = (!status || row.dataset.status === status) &&
      row.cells[0].textContent.toLowerCase().includes(name);
    row.hidden = !fits;
    document.getElementById(row.dataset.letter).hidden = !fits;
    count += fits;
  }
  said.textContent = `${count} of ${rows.length} letters are shown.`;
}

heads.forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(column));
  head.append(button);
});
controls.addEventListener("input", filter);
controls.hidden = false;
