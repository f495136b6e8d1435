/**
 * What the page is made with: elements that are made once and changed in place, so that focus, selection and what is open stay.
 * Texts only ever become text nodes and attributes.
 */

type Attributes = Readonly<Record<string, string>>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** `undefined` takes the attribute away. */
export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Something on the page that shows a `T`. */
export interface View<T> {
  readonly root: Element;
  update(item: T): void;
}

/** Views of a list's items, in its order; an item keeps its view for as long as it is in the list. */
export class ListView<T> {
  readonly #parent: Element;
  readonly #keyOf: (item: T) => string | number;
  readonly #make: (item: T) => View<T>;
  readonly #views = new Map<string | number, View<T>>();

  constructor(parent: Element, keyOf: (item: T) => string | number, make: (item: T) => View<T>) {
    this.#parent = parent;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  update(items: readonly T[]): void {
    const wanted = new Set(items.map((item) => this.#keyOf(item)));
    for (const [key, { root }] of this.#views) {
      if (wanted.has(key)) continue;
      root.remove();
      this.#views.delete(key);
    }
    let next = this.#parent.firstElementChild;
    for (const item of items) {
      const { root } = this.#show(item);
      if (root === next) next = next.nextElementSibling;
      else this.#parent.insertBefore(root, next);
    }
  }

  #show(item: T): View<T> {
    const key = this.#keyOf(item);
    const view = this.#views.get(key) ?? this.#make(item);
    this.#views.set(key, view);
    view.update(item);
    return view;
  }
}

/** A part of the page with a heading, which is not there while it has nothing to show. */
export function section(title: string, ...children: readonly (Node | string)[]): HTMLElement {
  const id = `${title.toLowerCase().replaceAll(' ', '-')}-title`;
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}
