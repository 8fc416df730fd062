export type InspectOptions = Record<string, unknown>;
export function inspect(value: unknown, options?: InspectOptions): string;
export function format(...values: unknown[]): string;
export function formatWithOptions(options: InspectOptions, ...values: unknown[]): string;
export function stripVTControlCharacters(text: string): string;
export const inspectDefaultOptions: InspectOptions;
