// What the page needs beyond its components: the language, citations that move the focus, examples that fill the question.
document.documentElement.lang = 'en-GB';

// A citation leads to its evidence. Gradio's <base> would turn the link into a reload, so the fragment is set here;
// :target then marks the card, and a folded-away answer or card is opened first.
function follow(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  for (let part = target.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
  if (location.hash === hash) location.hash = '';
  location.hash = hash;
  target.focus({preventScroll: true});
  target.scrollIntoView({block: 'nearest'});
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href^="#"]');
  if (link) {
    event.preventDefault();
    follow(link.hash);
  } else if (event.target.closest('.fills, [data-act="offer"]')) {
    document.querySelector('#question textarea')?.focus();
  }
});

// What a list opens may stand above or below what is in sight: it is brought there, and the focus with it.
const OPENS = {events: 'reviewed', results: 'opened', held: 'decision'};

document.addEventListener('click', event => {
  const list = event.target.closest('button[data-act]')?.closest(Object.keys(OPENS).map(id => `#${id}`).join());
  const opened = list && document.getElementById(OPENS[list.id]);
  if (!opened) return;
  const show = () => {
    const {top} = opened.getBoundingClientRect();
    if (top >= 0 && top < innerHeight * 0.7) return;
    opened.tabIndex = -1;
    opened.focus({preventScroll: true});
    opened.scrollIntoView({block: 'start'});
  };
  const changes = new MutationObserver(() => { changes.disconnect(); requestAnimationFrame(show); });
  changes.observe(opened, {childList: true, subtree: true});
  setTimeout(() => changes.disconnect(), 10_000);
});
