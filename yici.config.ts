import { defineConfig } from './lib/config.ts';

/**
 * One entry per stage; a stage is one 服务号 in one AWS account and region. Nothing here is secret:
 * the AppSecret and the keys live in Parameter Store.
 */
export default defineConfig({
  prod: {
    appid: 'wx0123456789abcdef',
    templateId: 'replace-with-your-account-template-id_0123456',
    region: 'ap-southeast-1',
    publicBaseUrl: 'https://wx.example.com',
    returnTargets: {
      course: 'https://h5.example.com/#/pages/course/course',
    },
    corsOrigins: ['https://h5.example.com'],
  },
});
