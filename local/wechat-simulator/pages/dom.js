/**
 * An element: `el('b', { class: 'x', onclick }, 'text', child)`. Text is always set as text, never
 * as HTML: titles and contents come from whoever sends.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (typeof value === 'boolean') element.toggleAttribute(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A drawing from a constant of this program. */
export function drawing(markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content.firstElementChild;
}

export async function ask(path, body, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(`/_simulator/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? answer.page);
  return answer;
}
