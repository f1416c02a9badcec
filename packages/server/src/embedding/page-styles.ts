/** The chat fills its page. */
export const BASE_STYLES = `
:root{color-scheme:light dark}
:root:has(agent-chat:state(light)){color-scheme:light}
:root:has(agent-chat:state(dark)){color-scheme:dark}
*{box-sizing:border-box}
html,body{block-size:100%;margin:0}
body{display:grid;grid-template-rows:minmax(0,1fr);block-size:100dvh;font-family:system-ui,sans-serif;line-height:1.5}
main:has(agent-chat){display:contents}
.unseen{position:absolute;inline-size:1px;block-size:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
agent-chat{inline-size:100%;block-size:100%;min-block-size:0;max-block-size:none;overflow:hidden}
.notice{align-self:center;justify-self:center;max-inline-size:32rem;padding:1.5rem;text-align:center}
`;

/** Where there is room around it, it stands in the middle. */
export const PAGE_STYLES = `
body{justify-items:center;background:light-dark(#f3f3f7,#0f1013)}
@media (min-width:52rem){
body{padding:clamp(.75rem,2.5vh,2rem) 1.5rem}
agent-chat{max-inline-size:56rem;border:1px solid light-dark(rgb(28 30 38/9%),rgb(235 236 241/9%));border-radius:1rem}
}
`;

export const NOTHING_STYLES = `
body{place-items:center;background:light-dark(#f3f3f7,#0f1013);color:light-dark(#1c1e26,#ebecf1)}
main{padding:1.5rem;text-align:center;align-self:center}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0;color:light-dark(#565a66,#a7abb8)}
`;
