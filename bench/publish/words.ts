import type { Language } from './language.ts';

/** What the picture and the tables say, by language. Names of programs stay as they are. */
export const words: Readonly<
  Record<
    Language,
    {
      readonly title: string;
      readonly cold: string;
      readonly small: string;
      readonly warm: string;
      readonly tokens: (environments: number) => string;
      readonly cost: string;
      readonly subjects: Readonly<Record<string, string>>;
      readonly headings: {
        readonly goals: readonly string[];
        readonly cold: readonly string[];
        readonly warm: readonly string[];
        readonly writes: readonly string[];
        readonly small: readonly string[];
        readonly load: readonly string[];
        readonly cost: string;
      };
      readonly together: string;
      readonly passed: string;
      readonly missed: string;
    }
  >
> = {
  en: {
    title: 'yici beside what one would use instead',
    cold: 'Cold start to the first message: CPU, ms',
    small: 'First message at 128 MB, after INIT: ms',
    warm: 'A warm send, two writes and the POST: CPU, µs',
    tokens: (environments) => `access_token calls when ${environments} cold environments send`,
    cost: 'A million flows at list price: USD',
    subjects: {
      floor: 'by hand, no SDK',
      tuned: 'the SDK alone, tuned',
      yici: 'yici',
      'yici, page': 'yici, from a page',
      typical: 'typical stack',
      'typical, primed': 'typical stack, primed',
      'typical, CDK defaults': 'typical, CDK defaults',
    },
    headings: {
      goals: ['What', 'Measured', 'Goal', 'Aim', ''],
      cold: [
        'Cold start',
        'KiB gz',
        'Load, CPU ms',
        'First send, CPU ms',
        'Together',
        'Middle half',
        'Process, ms',
        'RSS, MB',
      ],
      warm: ['A warm send', 'First hundred, µs', 'Warm, µs', 'Middle half', 'x yici', 'RSS, MB'],
      writes: ['A conditional write', 'First hundred, µs', 'Warm, µs', 'Middle half'],
      small: ['At 128 MB', 'INIT, ms', 'First send, ms', 'The next, ms'],
      load: ['Route', 'Asked/s', 'Answered/s', 'p50 ms', 'p99 ms', 'Errors', 'Busiest threads'],
      cost: 'USD for a million flows',
    },
    together: 'Together',
    passed: 'met',
    missed: 'missed',
  },
  'zh-CN': {
    title: 'yici 和人们会用的组合相比',
    cold: '冷启动到第一条消息：CPU，毫秒',
    small: '128 MB 内存，INIT 之后的第一条消息：毫秒',
    warm: '热态发一条，两次写库加一次 POST：CPU，微秒',
    tokens: (environments) => `${environments} 个冷环境同时发送，取 access_token 的次数`,
    cost: '一百万次全流程的标价：美元',
    subjects: {
      floor: '手写，不用 SDK',
      tuned: '只有 SDK，调到头',
      yici: 'yici',
      'yici, page': 'yici，从页面开始',
      typical: '常见组合',
      'typical, primed': '常见组合，已预热',
      'typical, CDK defaults': '常见组合，CDK 默认打包',
    },
    headings: {
      goals: ['项目', '测得', '目标', '期望', ''],
      cold: [
        '冷启动',
        'KiB gz',
        '加载，CPU 毫秒',
        '第一次发送，CPU 毫秒',
        '合计',
        '中间一半',
        '整个进程，毫秒',
        'RSS，MB',
      ],
      warm: ['热态发送', '前一百次，微秒', '热态，微秒', '中间一半', '比 yici', 'RSS，MB'],
      writes: ['一次条件写', '前一百次，微秒', '热态，微秒', '中间一半'],
      small: ['128 MB', 'INIT，毫秒', '第一次发送，毫秒', '之后，毫秒'],
      load: ['路由', '每秒请求', '每秒应答', 'p50 毫秒', 'p99 毫秒', '错误', '最忙的线程'],
      cost: '一百万次全流程，美元',
    },
    together: '合计',
    passed: '达到',
    missed: '未达到',
  },
};
