/** What the example server has its workers do. */
import { currentWorker } from 'manyhands';
import { marked } from 'marked';
import sharp from 'sharp';

/** A page of Markdown as HTML. */
export async function render(markdown: string): Promise<string> {
  const html = await marked.parse(markdown);
  return `<!-- ${String(currentWorker()?.context)} -->\n${html}`;
}

/** The image in `bytes`, so many pixels wide, as WebP. */
export async function resize(bytes: Uint8Array, width: number): Promise<Uint8Array> {
  return await sharp(bytes).resize(width).webp().toBuffer();
}
