/** One cell of the matrix, as the program that was in trouble reports it. */

/** How it came out: from well to badly. */
export type Grade = 'right' | 'lossy' | 'broken';

export interface Cell {
  readonly grade: Grade;
  readonly text: string;
}

export const broken = (text: string): Cell => ({ grade: 'broken', text });
