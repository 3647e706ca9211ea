export function document() { return ''; }
