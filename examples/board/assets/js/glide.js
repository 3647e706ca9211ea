/** Lets cards glide to their new places, for readers who like motion. */

/**
 * @param {Iterable<Element>} cards
 * @param {() => void} rearrange
 */
export function glide(cards, rearrange) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return rearrange();
  const before = [...cards].map((card) => [card, card.getBoundingClientRect()]);
  for (const [card] of before) for (const running of card.getAnimations()) running.cancel();
  rearrange();
  for (const [card, from] of before) {
    if (!card.isConnected) continue;
    const to = card.getBoundingClientRect();
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (x === 0 && y === 0) continue;
    card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
      duration: 180,
      easing: 'ease-out',
    });
  }
}
