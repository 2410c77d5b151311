"""Titles such as an editorial account gives its articles, in Chinese and in English; no name in them is a person's."""

from __future__ import annotations

from datetime import date

from bot.wechat.simulator.account import Account

PATTERNS: tuple[str, ...] = (
    "{month}月{dayofmonth}日 早报｜{topic}有新消息",
    "{city}地铁新线开通，我们坐了一个来回",
    "为什么{topic}突然又火了？",
    "一文读懂：{topic}的{n}个关键问题",
    "Morning brief: {etopic} and {n} other things to know",
    "在{city}，他们把旧厂房改成了图书馆",
    "{n} 张图看懂今年的{topic}",
    "深度 | {topic}的十年",
    "How {ecity} learned to love {etopic}",
    "周末去哪儿？{city}{n}条散步路线",
    "“慢下来”之后，{topic}变好了吗？",
    "我们问了{m}位读者：你还在意{topic}吗",
    "{topic}：涨价背后的算账",
    "凌晨四点的{city}菜市场",
    "The quiet economics of {etopic}",
    "一碗面的成本 & 一座城的早晨",
    "实测｜{n}款热门产品，谁更值得买？",
    "读者来信：在{city}租房的第{n}年",
    "{topic}行业报告（附全文下载）",
    "A week in {ecity} on foot",
    "别再熬夜了！关于睡眠的{n}个误解",
    "这份{topic}清单，建议收藏",
    "雨下了整整一周，{city}怎么样了",
    "Q&A: everything you asked about {etopic}",
    "对话一位乡村教师：山里的{m}个孩子",
    "{city}又上热搜，这次是因为早餐",
    "当 AI 遇上{topic}",
    "老照片里的{city}：{year}年的夏天",
    "Five charts that explain {etopic}",
    "{topic}，其实没有那么难",
    "我用{n}天断网，得到了什么",
    "投票结果出炉：你们最想看的选题是……",
    "早安，{city}☀️ 今天从一条好消息开始",
    "“Too small to fail”: a corner shop in {ecity}",
    "秋招季：关于{topic}的{n}条建议",
    "{topic}新规下月起实施，影响你我",
    "纪录片推荐｜{n}部讲透{topic}的片子",
    "一座县城的咖啡馆生意",
    "What we got wrong about {etopic}",
    "从{city}出发，一小时能到哪里？",
    "图说：{topic}产业链全景",
    "如果价格 < 成本，为什么还有人卖？",
    "给新手的{topic}入门指南（2.0 版）",
    "消失的报刊亭，去了哪里",
    "The {etopic} handbook, part {n}",
    "{n}个数字里的{city}",
    "书单｜这个月我们读了{n}本书",
    "高铁邻座的故事：一张从{city}回家的票",
    "{topic}的冬天过去了吗？",
    "Inside {ecity}’s night shift",
    "妈妈的手机里，都装了些什么",
    "涨知识！{topic}里的冷门常识",
    "写在开学前：给家长的{n}句话",
    "Why nobody talks about {etopic} any more",
    "夜市回来了，{city}的烟火气也回来了 🎉",
    "科普 | {topic}会伤身体吗？专家这样说",
    "一次失败的探店，和一家意外的好店",
    "{month}月榜单：最受欢迎的{n}篇文章",
    "Notes from {ecity}: rain, tea & trains",
    "独家｜走进{city}的一间钟表修理铺",
    "十问{topic}：账单到底由谁来付",
    "我们为什么需要“无用”的爱好",
    "The rise, fall and rise of {etopic}",
    "一线城市的{m}平米，能装下什么",
    "小满时节，{city}人吃什么",
    "招聘 | 我们在找{n}位新同事",
    "Letter from the editor: year {n}",
    "勘误与说明：关于昨天的{topic}一文",
    "放假通知，以及一份{n}日阅读清单",
    "被低估的{topic}：来自一线的观察",
    "Small bets: {m} readers on {etopic}",
    "从零开始学{topic}（第 {n} 课）",
    "他们在{city}的屋顶上种菜",
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
