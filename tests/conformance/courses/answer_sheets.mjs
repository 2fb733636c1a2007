/* Reads [{sheet, posts: [[handler, fields]]}] and writes, for each, the state and view after each form. */
import { readFileSync } from "node:fs";

const { above, fresh, marks, post, values, view } = await import(`${process.argv[2]}/sheets.js`);
const cases = JSON.parse(readFileSync(0, "utf8"));
const walked = cases.map(({ sheet, audience, posts }) => {
  let state = fresh(sheet);
  return posts.map(([handler, fields]) => {
    if (handler) state = post(sheet, state, handler, fields);
    const marked = Object.fromEntries(marks(sheet, state));
    const rest = { above: above(sheet, state), marks: marked, values: values(sheet, state) };
    return { state, view: view(sheet, state, audience), ...rest };
  });
});
console.log(JSON.stringify(walked));
