/**
 * A shell function that prints a file with cat, or with the shell itself where an image has nothing but a shell. It fails
 * as cat would when the file is not there.
 */
export const showFile = `show() {
  if command -v cat >/dev/null 2>&1; then cat "$1"
  else while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$1"; fi
}
`;
