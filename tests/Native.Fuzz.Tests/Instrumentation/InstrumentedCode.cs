using System;
using System.Collections.Generic;
using System.Linq;

namespace Native.Fuzz.Tests.Instrumentation;

/// <summary>
/// One method for each shape of code that rewriting can break. The tests run it as compiled and as instrumented and
/// compare.
/// </summary>
public static class InstrumentedCode
{
    /// <summary>Runs every shape with the number and describes what happened.</summary>
    public static string RunAll(int number) => string.Join(
        ' ',
        Branch(number),
        Choose(number),
        Sum(number),
        Guard(number),
        Filter(number),
        string.Join(',', Iterate(number)),
        Largest<int>([number, 3, -number]),
        Stack(number),
        new Counter(number).Next().Next().Value);

    /// <summary>Two sides, so that the map can tell them apart.</summary>
    public static string Branch(int number) => number < 10 ? "small" : "big";

    private static string Choose(int number) => (number % 8) switch
    {
        0 => "zero",
        1 => "one",
        2 or 3 => "few",
        4 when number > 100 => "many fours",
        4 => "four",
        _ => "other",
    };

    // More than a short branch reaches, once there is a call in each block.
    private static int Sum(int number)
    {
        int sum = 0;
        for (int index = 0; index < number; index++)
        {
            sum += index % 2 == 0 ? index : index % 3 == 0 ? -index : index % 5 == 0 ? 7 : index % 7 == 0 ? 11 : 1;
            sum ^= index % 4 == 0 ? 1 : index % 6 == 0 ? 2 : index % 9 == 0 ? 4 : 8;
            if (sum > 1_000_000)
            {
                break;
            }
        }

        return sum;
    }

    private static string Guard(int number)
    {
        string trail = string.Empty;
        try
        {
            trail += "try";
            if (number % 2 != 0)
            {
                throw new InvalidOperationException("odd");
            }

            try
            {
                return trail + (100 / (number % 3));
            }
            finally
            {
                trail += "!";
            }
        }
        catch (DivideByZeroException)
        {
            trail += "zero";
        }
        catch (InvalidOperationException exception)
        {
            trail += exception.Message;
        }
        finally
        {
            trail += "finally";
        }

        return trail;
    }

    private static string Filter(int number)
    {
        try
        {
            throw new ArgumentException("text", number % 2 == 0 ? "even" : "odd");
        }
        catch (ArgumentException exception) when (exception.ParamName == "even")
        {
            return "filtered";
        }
        catch (ArgumentException)
        {
            return "unfiltered";
        }
    }

    private static IEnumerable<int> Iterate(int number)
    {
        for (int index = 0; index < number % 5; index++)
        {
            yield return index * number;
        }
    }

    private static T Largest<T>(T[] values)
        where T : IComparable<T> => values.Aggregate((left, right) => left.CompareTo(right) > 0 ? left : right);

    private static int Stack(int number)
    {
        Span<byte> bytes = stackalloc byte[number % 2 == 0 ? 16 : 32];
        bytes.Fill((byte)number);
        ref byte last = ref bytes[number % 3 == 0 ? 0 : bytes.Length - 1];
        last++;
        return bytes[0] + bytes[^1] + bytes.Length;
    }

    private readonly struct Counter(int value)
    {
        public int Value { get; } = value;

        public Counter Next() => new(Value == int.MaxValue ? 0 : Value + 1);
    }
}
