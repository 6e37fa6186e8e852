using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace NativeIo.Tests;

/// <summary>
/// One of our declarations and what C calls it. Everything in it is compared: the structure's size, each field's offset
/// and size, each constant's value.
/// </summary>
/// <param name="Type">Ours.</param>
/// <param name="StructureName">The structure in C; null for a type that only holds constants.</param>
internal sealed record AbiType(Type Type, string? StructureName)
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>Gets members that C has no name for: padding, and parts of what is one field there.</summary>
    internal string[] Unnamed { get; init; } = [];

    /// <summary>
    /// Gets whether ours has room at its end for an array that C declares without a length.
    /// </summary>
    internal bool HasArrayAtEnd { get; init; }

    /// <summary>Gets what C calls a field of ours, where the names differ.</summary>
    internal Dictionary<string, string> Renamed { get; init; } = [];

    /// <summary>Lists what must hold in C on an architecture, as constant expressions.</summary>
    /// <param name="architecture">"X64" or "ARM64", which end the names of constants that only hold there.</param>
    internal IEnumerable<string> Facts(string architecture)
    {
        if (StructureName is not null)
        {
            yield return $"sizeof({StructureName}) {(HasArrayAtEnd ? "<=" : "==")} {Marshal.SizeOf(Type)}";
            foreach (FieldInfo field in Type.GetFields(Declared).Where(field => !field.IsStatic && IsNamed(field)))
            {
                string name = Renamed.GetValueOrDefault(field.Name, field.Name);
                int length = field.FieldType.IsPointer ? nint.Size : Marshal.SizeOf(field.FieldType);
                yield return $"offsetof({StructureName}, {name}) == {Marshal.OffsetOf(Type, field.Name)}";
                yield return $"sizeof((({StructureName} *)0)->{name}) == {length}";
            }
        }

        foreach (FieldInfo constant in Type.GetFields(Declared).Where(field => field.IsLiteral && IsNamed(field)))
        {
            string? name = NameOn(Renamed.GetValueOrDefault(constant.Name, constant.Name), architecture);
            if (name is not null)
            {
                yield return $"(unsigned long long)({name}) == {Bits(constant.GetRawConstantValue()!)}ULL";
            }
        }
    }

    private static string? NameOn(string name, string architecture)
    {
        foreach (string suffix in new[] { "_X64", "_ARM64" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return suffix[1..] == architecture ? name[..^suffix.Length] : null;
            }
        }

        return name;
    }

    /// <summary>The value as C converts it to an unsigned long long.</summary>
    private static ulong Bits(object value) => value switch
    {
        ulong number => number,
        uint number => number,
        byte number => number,
        ushort number => number,
        _ => unchecked((ulong)Convert.ToInt64(value)),
    };

    private bool IsNamed(FieldInfo field) => !Unnamed.Contains(field.Name);
}
