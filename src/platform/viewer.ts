/** Who is reading. Every read for a person takes one; row security applies it, and the store asks no more than it may show. */
export interface Viewer {
  readonly person: string;
  readonly roles: readonly string[];
  readonly face: 'staff';
}
