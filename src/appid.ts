/**
 * Of a 服务号 or a mini program. No page says the form; each one that was seen has it, so the two of
 * developers.weixin.qq.com/community/personal/oCJUsw6D9x1o1Dr4OakUTNunynCI/answer
 */
export const appidPattern = /^wx[0-9a-f]{16}$/;

export const appidForm = "'wx' and 16 hex digits";
