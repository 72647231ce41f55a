export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** `docs/performance.md`, `docs/performance.zh-CN.md` */
export const inLanguage = (name: string, language: Language): string =>
  language === 'en' ? name : name.replace(/(\.\w+)$/, `.${language}$1`);
