/**
 * Whether two values of the model say the same. They are plain data without circles: lists, objects and primitives. What is
 * shared between them is not looked into, so comparing an object with its successor is cheap.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    for (let index = 0; index < left.length; index += 1) {
      if (!sameValue(left[index], right[index])) return false;
    }
    return true;
  }
  if (Array.isArray(right)) return false;
  const leftFields = left as Readonly<Record<string, unknown>>;
  const rightFields = right as Readonly<Record<string, unknown>>;
  let surplus = 0;
  // The fields of such objects are their own. What every object inherits is no data, and so equal to none.
  for (const key in leftFields) {
    if (!sameValue(leftFields[key], rightFields[key])) return false;
    surplus += 1;
  }
  for (const _key in rightFields) surplus -= 1;
  return surplus === 0;
}
