/* Time left: the server's count, continued by a monotonic clock. The clock of the phone may be wrong. */

const LAST = 10, ANNOUNCED = [300, 60]; // seconds
const shown = document.querySelector("[data-seconds-left]");
const status = document.querySelector("[data-time-said]");
let ends = 0, said = Infinity, isOver = false;

const left = () => Math.max(0, Math.ceil((ends - performance.now()) / 1000));
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function hear(seconds) {
  ends = performance.now() + seconds * 1000;
  said = seconds;
}

function announce(seconds) {
  const mark = ANNOUNCED.find((one) => seconds <= one && said > one);
  if (mark !== undefined) status.textContent = status.dataset[mark === 60 ? "one" : "five"];
  if (seconds <= LAST && said > LAST) document.dispatchEvent(new Event("lastseconds")); // answers go at once now
  said = seconds;
}

function tick() {
  const seconds = left();
  shown.textContent = shown.dataset.text.replace("{}", clock(seconds));
  announce(seconds);
  if (seconds === 0) over();
}

/* Asks the server after a pause; returns whether it answered. A redirect is not followed: its page shows a
   message once. */
async function ask() {
  try {
    const response = await fetch(location.pathname, { headers: { "Accept": "text/html" }, redirect: "manual" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-seconds-left]");
    if (fresh !== null) hear(Number(fresh.dataset.secondsLeft));
    return true;
  } catch {
    return false;
  }
}

/* The last answers are sent first; without network the page stays. */
async function over() {
  if (isOver) return;
  isOver = true;
  clearInterval(timer);
  status.textContent = status.dataset.over;
  document.dispatchEvent(new Event("lastseconds"));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  if (await ask()) location.assign(shown.dataset.onward);
  else addEventListener("online", () => location.assign(shown.dataset.onward), { once: true });
}

hear(Number(shown.dataset.secondsLeft));
const timer = setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !isOver) ask();
});
tick();
