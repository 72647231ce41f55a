// Prints a receipt, as the H5 page would hand it to a back end. Plays a student's browser and, with
// the simulator's help, the tap on 确认, so it works with `npm start` alone. Node 18 or newer.
//
//   node simulated-receipt.mjs [openid that the simulator knows]
const service = (process.env.YICI_URL || 'http://127.0.0.1:3000').replace(/\/+$/, '');
const [openid = 'oK7c1s0LiLei8Qf3Zx9mW2pTnA4d'] = process.argv.slice(2);

const entry = `${service}/subscribe?scene=1001&return=demo&state=class_id%3D7`;
const asked = await fetch(entry, { redirect: 'manual' });
const confirmLink = asked.headers.get('location');
// The confirm counts only in the browser that asked for it, which this cookie tells.
const cookie = asked.headers.get('set-cookie').split(';')[0];

const tapped = await fetch(new URL('/_simulator/confirm', confirmLink), {
  method: 'POST',
  body: JSON.stringify({ url: confirmLink, openid, action: 'confirm' }),
});
const { location } = await tapped.json();

const returned = await fetch(location, { redirect: 'manual', headers: { cookie } });
console.log(new URL(returned.headers.get('location')).searchParams.get('receipt'));
