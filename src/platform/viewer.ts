/** Who is reading. Every read for a person takes one; row security applies it, and the store asks no more than it may show. */
export interface Viewer {
  /** The person's id: also the session's subject. */
  readonly id: string;
  readonly person: string;
  readonly name: string;
  /** The roles held, in words. */
  readonly role: string;
  readonly roles: readonly string[];
}
