// The confirm page's own script: WeChat's page, too, sees the fragment and leaves by script.
const { openid } = document.body.dataset;
const buttons = [...document.querySelectorAll('[data-tap]')];
const reason = document.querySelector('.reason');
const holder = document.querySelector('footer select');

const missingFragment =
  '链接缺少 #wechat_redirect，无法确认。请在确认链接（包括 302 的 Location）末尾加上 #wechat_redirect。';

function enable() {
  const complete = location.hash === '#wechat_redirect';
  for (const button of buttons) button.disabled = !complete;
  if (buttons.length > 0) explain(complete ? '' : missingFragment);
}

function explain(text) {
  reason.textContent = text;
  reason.hidden = text === '';
}

async function tap(action) {
  for (const button of buttons) button.disabled = true;
  const response = await fetch('/_simulator/confirm', {
    method: 'POST',
    body: JSON.stringify({ url: location.href, openid, action }),
  });
  const answer = await response.json();
  if (!response.ok) return explain(answer.page ?? answer.error);
  if (answer.hits === 'never')
    return explain('网络不可用：已记录你的选择，但页面没有跳转（回调丢失）。');
  if (answer.hits === 'twice') await knock(answer.location);
  location.href = answer.location;
}

/** The first of two hits comes from elsewhere, so without this browser's cookies. */
async function knock(url) {
  await fetch(url, { mode: 'no-cors', credentials: 'omit' }).catch(() => {});
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    tap(button.dataset.tap).catch((error) => {
      enable();
      explain(`模拟器没有回应：${error.message}`);
    });
  });
}

holder.addEventListener('change', async () => {
  await fetch('/_simulator/phone', {
    method: 'POST',
    body: JSON.stringify({ openid: holder.value }),
  });
  const url = new URL(location.href);
  url.searchParams.delete('_openid');
  if (url.href === location.href) location.reload();
  else location.replace(url);
});

// Back returns here, often from the browser's memory with the buttons as they were left.
window.addEventListener('pageshow', enable);
window.addEventListener('hashchange', enable);
enable();
