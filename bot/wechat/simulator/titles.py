"""Titles such as an editorial account gives its articles, in Chinese and in English; no name in them is a person's."""

from __future__ import annotations

from datetime import date

from bot.wechat.simulator.account import Account

PATTERNS: tuple[str, ...] = (
    "{month}月{dayofmonth}日 早报｜{topic}有新消息",
    "{city}地铁{n}号线开通，我们坐了一个来回",
    "为什么{topic}突然又火了？",
    "一文读懂：{topic}的{n}个关键问题",
    "Morning brief: {etopic} and {n} other things to know",
    "在{city}，他们把一座旧厂房改成了图书馆",
    "{n} 张图看懂今年的{topic}",
    "深度 | {topic}的十年",
    "How {ecity} learned to love {etopic}",
    "周末去哪儿？{city}{n}条散步路线",
    "“慢下来”之后，{topic}变好了吗？",
    "我们问了{m}位读者：你还在意{topic}吗",
    "{topic}：涨价背后的算账",
    "凌晨四点的{city}菜市场，{m}个摊位",
    "The quiet economics of {etopic}",
    "{m}碗面的成本 & {city}的早晨",
    "实测｜{n}款{topic}产品，谁更值得买？",
    "读者来信：在{city}租房的第{n}年",
    "{topic}行业报告（附全文下载）",
    "{n} days in {ecity} on foot, {m} km",
    "别再熬夜了！关于睡眠和{topic}的{n}个误解",
    "这份{topic}清单，建议收藏",
    "雨下了{n}天，{city}怎么样了",
    "Q&A: everything you asked about {etopic}",
    "对话一位乡村教师：山里的{m}个孩子",
    "{city}又上热搜，这次是因为{topic}",
    "当 AI 遇上{topic}",
    "老照片里的{city}：{year}年的夏天",
    "Five charts that explain {etopic}",
    "{topic}，其实没有那么难",
    "断网{n}天之后，我怎么看{topic}",
    "{m}%的人选了它：关于{topic}的投票结果出炉",
    "早安，{city}☀️ 今天从一条{topic}的好消息开始",
    "“Too small to fail”: {etopic} and a corner shop in {ecity}",
    "秋招季：关于{topic}的{n}条建议",
    "{topic}新规下月起实施，影响你我",
    "纪录片推荐｜{n}部讲透{topic}的片子",
    "{city}周边县城的{m}家咖啡馆",
    "What we got wrong about {etopic}",
    "从{city}出发，{m}分钟能到哪里？",
    "图说：{topic}产业链全景",
    "{topic}：如果价格 < 成本，为什么还有人卖？",
    "给新手的{topic}入门指南（2.0 版）",
    "{city}消失的{m}个报刊亭，去了哪里",
    "The {etopic} handbook, part {n}",
    "{n}个数字里的{city}与{topic}",
    "书单｜{month}月我们读了{n}本关于{topic}的书",
    "高铁邻座的{n}个故事：从{city}回家",
    "{topic}的冬天过去了吗？",
    "Inside {ecity}’s night shift: {n} stories about {etopic}",
    "妈妈手机里的{topic}，和{m}条语音",
    "涨知识！{topic}里的冷门常识",
    "写给家长的{n}句话：怎么聊{topic}",
    "Why nobody talks about {etopic} any more",
    "夜市回来了，{city}{m}条街的烟火气也回来了 🎉",
    "科普 | {topic}会伤身体吗？专家这样说",
    "在{city}探店{n}次失败，和一家意外的好店",
    "{month}月榜单：最受欢迎的{n}篇文章",
    "Notes from {ecity}: rain, {etopic} & trains",
    "独家｜走进{city}的{n}间钟表修理铺",
    "十问{topic}：账单到底由谁来付",
    "我们为什么需要“无用”的爱好：以{topic}为例",
    "The rise, fall and rise of {etopic}",
    "{city}的{m}平米，能装下什么",
    "{month}月时令：{city}人吃什么",
    "招聘 | {city}，我们在找{n}位新同事",
    "Letter from the editor: {m} notes on {etopic}",
    "勘误与说明：关于昨天的{topic}一文",
    "放假通知，以及一份{n}日{topic}阅读清单",
    "被低估的{topic}：来自一线的观察",
    "Small bets: {m} readers on {etopic}",
    "从零开始学{topic}（第 {n} 课）",
    "{city}的{m}个屋顶上，有人在种菜",
)

_WORDS: dict[str, tuple[str, ...]] = {
    "topic": (
        "新能源车", "国产电影", "二手市场", "社区养老", "远程办公", "短视频", "城市骑行", "预制菜", "博物馆",
        "在线教育",
        "航天", "网络文学", "垃圾分类", "露营", "共享单车", "数据安全", "老年大学", "高考志愿", "宠物经济", "冰雪运动",
    ),
    "city": (
        "上海", "北京", "成都", "杭州", "广州", "武汉", "西安", "长沙", "苏州", "青岛", "昆明", "厦门",
        "重庆", "哈尔滨",
    ),
    "etopic": (
        "slow travel", "electric buses", "public libraries", "remote work", "street food", "high-speed rail",
        "secondhand books", "urban farming", "cheap solar", "night markets", "online courses", "tea exports",
    ),
    "ecity": ("Shanghai", "Chengdu", "Hangzhou", "Xi’an", "Suzhou", "Kunming", "Xiamen", "Qingdao"),
}  # fmt: skip

_STRIDE = 29  # has no common divisor with the number of patterns, so that all come before one comes again


def title(account: Account, day: date, index: int) -> str:
    """The title of the day's article at that place; no pattern comes twice within two weeks."""
    turn = account.dice("titles").whole(0, len(PATTERNS) - 1) + _STRIDE * (4 * day.toordinal() + index)
    dice = account.dice("title", day, index)
    words = {name: dice.pick(choice) for name, choice in _WORDS.items()}
    return PATTERNS[turn % len(PATTERNS)].format(
        **words,
        n=dice.whole(3, 12),
        m=dice.whole(20, 90),
        year=dice.whole(1978, 1999),
        month=day.month,
        dayofmonth=day.day,
    )
