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
  const keys = Object.keys(leftFields);
  if (keys.length !== Object.keys(rightFields).length) return false;
  for (const key of keys) {
    // Own fields alone: a label may be named like something that every object inherits.
    if (!Object.hasOwn(rightFields, key) || !sameValue(leftFields[key], rightFields[key])) return false;
  }
  return true;
}
