using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class OrderedKeysTests
{
    [Fact]
    public void Keys_AddedAndRemovedAtRandom_AreWhatASortedSetSays() => SeededRandom.Check(2, static random =>
    {
        var keys = new OrderedKeys();
        var model = new SortedSet<string>(Comparer<string>.Create(Compare));
        for (int round = 0; round < 3000; round++)
        {
            string key = Text(random);
            if (random.Chance(70) && model.Add(key))
            {
                keys.Add(key);
            }
            else if (random.Chance(50) && model.Remove(key))
            {
                keys.Remove(key);
            }

            if (round % 10 == 0)
            {
                ExpectSame(model, keys, Text(random));
            }
        }

        Assert.Equal(model, All(keys));
        keys.Clear();
        Assert.True(keys.Seek("", KeySeek.From).IsEnd);
    });

    private static void ExpectSame(SortedSet<string> model, OrderedKeys keys, string text)
    {
        Assert.Equal(model.FirstOrDefault(key => Compare(key, text) >= 0), First(keys, text, KeySeek.From));
        Assert.Equal(model.FirstOrDefault(key => Compare(key, text) > 0), First(keys, text, KeySeek.After));
        Assert.Equal(
            model.FirstOrDefault(key => Compare(key, text) > 0 && !key.StartsWith(text, StringComparison.Ordinal)),
            First(keys, text, KeySeek.BeyondPrefix));
    }

    private static string? First(OrderedKeys keys, string text, KeySeek place)
    {
        KeyPosition position = keys.Seek(text, place);
        return position.IsEnd ? null : keys.At(position);
    }

    private static IEnumerable<string> All(OrderedKeys keys)
    {
        for (KeyPosition at = keys.Seek("", KeySeek.From); !at.IsEnd; at = keys.Next(at))
        {
            yield return keys.At(at);
        }
    }

    private static string Text(SeededRandom random)
    {
        char[] letters = new char[1 + random.Next(4)];
        for (int index = 0; index < letters.Length; index++)
        {
            letters[index] = random.Pick("ab/\u00e9\ue000xyz-.0".AsSpan());
        }

        return random.Chance(10) ? $"{new string(letters)}\U0001f600" : new string(letters);
    }

    private static int Compare(string left, string right) => Utf8Order.Compare(left, right);
}
