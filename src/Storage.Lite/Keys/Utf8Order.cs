using System;

namespace Storage.Lite;

/// <summary>
/// The order of texts by their UTF-8 bytes. It differs from the order of UTF-16 units where a surrogate pair, which is
/// above every other character, meets a character from U+E000 on.
/// </summary>
internal static class Utf8Order
{
    internal static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        char leftUnit = left[common];
        char rightUnit = right[common];
        bool isLeftPair = char.IsSurrogate(leftUnit);
        return isLeftPair == char.IsSurrogate(rightUnit)
            ? leftUnit.CompareTo(rightUnit)
            : isLeftPair ? 1 : -1;
    }
}
