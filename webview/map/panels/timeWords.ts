/** Time of day for what happened today, with the date for what is older; the text itself when it is no time. */
export function timeWords(time: string | undefined): string {
  if (time === undefined) return '';
  const parsed = new Date(time);
  if (Number.isNaN(parsed.getTime())) return time;
  const today = parsed.toDateString() === new Date().toDateString();
  return today ? parsed.toLocaleTimeString() : parsed.toLocaleString();
}
