"""What one would not want read out in a courtroom (conversation.md 3).

    texts       a script, mail or letter in any usual format → lines of text
    sentences   a paragraph → its sentences
    forms       all forms of a word that the patterns name
    needed      which sentences hold what a pattern cannot do without, so that the others are not searched
    patterns    what is risky to say: classes with their patterns, one data file a language
    lint        text → findings with place, reason and a calmer wording
    civil       what nobody should read out of a fact
    values      dates, times, amounts, durations, counts, names and clauses that a sentence states
    verbatim    sentences that repeat a fact or the script: what stands in them, in its order
    likeness    sentences in words that no pattern knows, by how much they are like risky ones
    claims      each sentence held against the accepted facts
    proof       what a text may state: accepted facts, and what is known beside them

All of it is pure but `texts`; it runs offline and sends nothing anywhere.
"""
