import { chromium } from "@playwright/test";
const base="http://127.0.0.1:8090";
const browser = await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-gpu","--disable-background-networking"]});
async function signIn(user, lang){
  const ctx = await browser.newContext({viewport:{width:1366,height:768}});
  const page = await ctx.newPage();
  page.on("console",m=>{ if(m.type()==="error") console.log(user,"console:",m.text().slice(0,200));});
  await page.goto(base+"/sign-in");
  await page.fill("input[name=name]",user).catch(async()=>{ console.log(await page.content().then(c=>c.slice(0,3000)));});
  await page.fill("input[name=password]","neem-tree-41");
  await page.keyboard.press("Enter");
  await page.waitForLoadState("networkidle");
  console.log(user, page.url());
  return page;
}
const who=process.argv[2], steps=process.argv.slice(3);
const page=await signIn(who);
let n=0;
for(const s of steps){
  const [cmd,...rest]=s.split("="); const arg=rest.join("=");
  try{
  if(cmd==="go") await page.goto(base+arg);
  else if(cmd==="type") await page.keyboard.type(arg);
  else if(cmd==="press") await page.keyboard.press(arg);
  else if(cmd==="click") await page.click(arg,{timeout:4000});
  else if(cmd==="fill"){ const [sel,...v]=arg.split("::"); await page.fill(sel,v.join("::"));}
  else if(cmd==="size"){ const [w,h]=arg.split("x"); await page.setViewportSize({width:+w,height:+h}); }
  else if(cmd==="shot"){ await page.screenshot({path:`/tmp/shots/${arg}.png`}); }
  else if(cmd==="html"){ console.log((await page.content()).slice(0,+arg)); }
  else if(cmd==="url"){ console.log(page.url()); }
  }catch(e){console.log("FAIL",s,String(e).slice(0,300));}
  await page.waitForTimeout(350); await page.waitForLoadState("networkidle").catch(()=>{});
}
await browser.close();
