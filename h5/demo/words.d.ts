/** The text in the chosen (or a given) language, or undefined for a name that has none. */
export declare const text: (name: string, language?: 'zh' | 'en') => string | undefined;
