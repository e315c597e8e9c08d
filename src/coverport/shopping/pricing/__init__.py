"""What plans cost a household: arrays in, arrays out, in whole cents. No Django, no database, no clock.

columns      a place's rates, one contiguous row of all plans for each age
people       the age that counts, who pays a tobacco rate, where a household sits in the rates
premiums     every plan's premium, in all, by person, and its essential part
benchmark    the second-lowest-cost silver plan, the cheapest of a level
credit       the credit on each plan, and over several policies
dental       stand-alone dental plans and their pediatric part
tobacco      look-backs that differ from plan to plan
household    all of it for one household
"""
