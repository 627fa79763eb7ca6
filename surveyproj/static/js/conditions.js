// The engine's expressions in the browser, three-valued: null is unknown. What holds here is what
// surveys/engine/operators.py and typed.py hold; one table of cases runs against both.
window.conditions = (() => {
  "use strict";
  const LARGEST = 1e15;
  const BLANKS = [-1, -2, -3];
  const lists = Array.isArray;
  const bounded = (number) => (Math.abs(number) <= LARGEST ? number : null);
  const plain = (value) => (typeof value === "boolean" ? +value : value);
  const known = (value) => {
    if (typeof value !== "number") return value ?? null;
    return BLANKS.includes(value) ? null : bounded(value);
  };
  const truth = (value) => (typeof value === "number" ? value !== 0 : typeof value === "boolean" ? value : null);
  const one = (value, act) => (value === null || lists(value) ? null : act(plain(value)));
  const listed = (value, act) => (lists(value) ? act(value) : null);
  const toNumber = (value) => (typeof plain(value) === "number" ? bounded(plain(value)) : null);
  const numeric = (act) => (...args) => {
    const numbers = args.map(toNumber);
    return numbers.includes(null) ? null : act(...numbers);
  };
  const reckon = (start, step) => (...numbers) =>
    numbers.reduce((result, number) => (result === null ? null : bounded(step(result, number))), start);
  const sum = reckon(0, (a, b) => a + b);
  const equal = (a, b) => one(a, (left) => one(b, (right) => left === right));
  const not = (value) => (value === null ? null : !value);
  const rules = {
    and: (...args) => { const held = args.map(truth); return held.includes(false) ? false : held.includes(null) ? null : true; },
    or: (...args) => { const held = args.map(truth); return held.includes(true) ? true : held.includes(null) ? null : false; },
    not: (value) => not(truth(value)),
    "=": equal,
    "!=": (a, b) => not(equal(a, b)),
    "<": numeric((a, b) => a < b), "<=": numeric((a, b) => a <= b),
    ">": numeric((a, b) => a > b), ">=": numeric((a, b) => a >= b),
    in: (value, ...codes) => one(value, (code) => codes.includes(code)),
    "+": numeric(sum), "*": numeric(reckon(1, (a, b) => a * b)), "-": numeric((number) => -number),
    selected: (list, ...codes) => listed(list, (ticked) => ticked.some((code) => codes.includes(code))),
    count_selected: (list, ...codes) => listed(list, (ticked) => ticked.filter((code) => !codes.length || codes.includes(code)).length),
    answered: (value) => value !== null,
    without: (value, ...codes) => one(value, (code) => (codes.includes(code) ? null : value)),
    if: (test, then, otherwise) => { const held = truth(test); return held === null ? null : held ? then : otherwise; },
    coalesce: (...args) => args.find((value) => value !== null) ?? null,
    min: numeric((...numbers) => (numbers.length ? Math.min(...numbers) : null)),
    max: numeric((...numbers) => (numbers.length ? Math.max(...numbers) : null)),
    mean_of: (least, ...args) => {
      const needed = toNumber(least);
      const numbers = args.map(toNumber).filter((number) => number !== null);
      const total = sum(...numbers);
      return needed === null || total === null || !numbers.length || numbers.length < needed ? null : total / numbers.length;
    },
  };
  // `answer` gives the stored value of a variable.
  const evaluate = (node, answer) => {
    if (node && node.op) return rules[node.op](...node.args.map((part) => evaluate(part, answer)));
    return node && node.name ? known(answer(node.name)) : node;
  };
  // What one sees of a text, and a whole number in the digits of any script; `5²` is none.
  const seen = (text) => text.replace(/\p{DI}/gu, "").replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, "");
  const digit = (sign) => {
    const code = sign.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return (code - zero) % 10;
  };
  const number = (text) => {
    const [, minus, digits] = /^([-‐-―−﹣－]?)(\p{Nd}{1,9})[.．。｡]?$/u.exec(seen(text)) || [];
    return digits ? (minus ? -1 : 1) * [...digits].reduce((sum, sign) => sum * 10 + digit(sign), 0) : null;
  };
  return { evaluate, truth, seen, number };
})();
