using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Native.PublicApi.Tests;

/// <summary>Types as C# spells them, without the namespaces that every reader knows.</summary>
internal static class ApiTypeName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(char)] = "char",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    internal static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsByRef)
        {
            return $"ref {Of(type.GetElementType()!)}";
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Of(value)}?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.Name.Split('`')[0];
        string outer = type.DeclaringType is { } declaring ? $"{Of(declaring)}." : "";
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string[] arguments = [.. type.GetGenericArguments().Skip(inherited).Select(Of)];
        return outer + name + (arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments)}>");
    }

    internal static string Of(FieldInfo field)
    {
        return Of(field.FieldType) + Mark(new NullabilityInfoContext().Create(field), field.FieldType);
    }

    internal static string Of(PropertyInfo property)
    {
        return Of(property.PropertyType) + Mark(new NullabilityInfoContext().Create(property), property.PropertyType);
    }

    internal static string Of(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        string name = Of(type) + Mark(new NullabilityInfoContext().Create(parameter), type);
        if (!type.IsByRef)
        {
            return name;
        }

        string kind = parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        bool readOnlyReturn = parameter.Position < 0 && parameter.GetRequiredCustomModifiers().Length > 0;
        return (readOnlyReturn ? "ref readonly " : kind) + name["ref ".Length..];
    }

    internal static string Constraints(Type[] parameters)
    {
        return string.Concat(parameters.Where(static parameter => parameter.IsGenericParameter).Select(Constraint));
    }

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        List<string> parts = [];
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Add("struct");
        }
        else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(parameter.GetGenericParameterConstraints().Where(static c => c != typeof(ValueType)).Select(Of));
        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            parts.Add("allows ref struct");
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    private static string Mark(NullabilityInfo nullability, Type type)
    {
        bool isReference = !type.IsValueType && !(type.IsByRef && type.GetElementType()!.IsValueType);
        return isReference && nullability.ReadState == NullabilityState.Nullable ? "?" : "";
    }
}
