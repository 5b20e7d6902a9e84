/**
 * A text as one part of a path or query of a URL. Names that come from a file may hold half a surrogate pair, which
 * encodeURIComponent refuses with an exception: the replacement character stands in for it, and the API knows no such name.
 */
export function urlPart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
