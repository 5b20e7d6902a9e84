/** RFC 3339, as the API writes its times (metav1.Time, metav1.MicroTime). */
export const timestampForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
