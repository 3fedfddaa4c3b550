using Mono.Cecil;
using Mono.Cecil.Cil;

namespace VisualSearch.Tests.Architecture;

/// <summary>
/// Reads compiled assemblies down to the instructions, so that a use hidden in a method body is seen as well as one in a signature.
/// Constants are the exception: the compiler copies them, and no trace of where they came from is left.
/// </summary>
internal sealed class CodeReader
{
    private readonly Func<string, string?> place;

    /// <param name="place">From the namespace in the assembly to the one the laws shall see; null leaves the type out.</param>
    private CodeReader(Func<string, string?> place) => this.place = place;

    /// <summary>The types of an assembly as they are; generated ones in other namespaces than ours are left out.</summary>
    public static IReadOnlyList<CodeType> ReadProduct(string assemblyPath) =>
        new CodeReader(name => name.Length == 0 || CodeType.IsWithin(name, "VisualSearch") ? name : null).Read(assemblyPath);

    /// <summary>The fixtures of the test assembly, as if they lay in the product: <c>….Fixtures.Engine.Vectors</c> is read as <c>VisualSearch.Engine.Vectors</c>, <c>….Fixtures.Foreign.X</c> as <c>X</c>.</summary>
    public static IReadOnlyList<CodeType> ReadFixtures()
    {
        string root = $"{typeof(CodeReader).Namespace}.Fixtures.";
        string foreign = root + "Foreign.";
        var reader = new CodeReader(name =>
            name.StartsWith(foreign, StringComparison.Ordinal) ? name[foreign.Length..]
            : name.StartsWith(root, StringComparison.Ordinal) ? "VisualSearch." + name[root.Length..]
            : null);
        return reader.Read(typeof(CodeReader).Assembly.Location);
    }

    private List<CodeType> Read(string assemblyPath)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        return [.. assembly.MainModule.Types
            .Where(type => place(type.Namespace) is not null && !type.Name.Contains('<', StringComparison.Ordinal))
            .Select(ReadType)];
    }

    private CodeType ReadType(TypeDefinition type)
    {
        var uses = new HashSet<CodeUse>();
        foreach (TypeDefinition part in WithNested(type))
        {
            Collect(part, uses);
        }

        IEnumerable<TypeReference?> bases = WithNested(type).SelectMany(part => part.Interfaces.Select(implemented => implemented.InterfaceType).Append(part.BaseType));
        bool isClass = type is { IsClass: true, IsValueType: false };
        return new CodeType(
            Seen(type.Namespace),
            PlainName(type),
            type.IsInterface,
            isClass && !type.IsSealed && !type.IsAbstract,
            [.. bases.OfType<TypeReference>().Select(found => $"{Seen(found.Namespace)}.{PlainName(found)}")],
            [.. uses.OrderBy(use => use.FullName, StringComparer.Ordinal)],
            [.. type.Methods.Where(IsWritten).Select(ReadMethod)]);
    }

    private static CodeMethod ReadMethod(MethodDefinition method) => new(
        method.Name,
        method is { IsVirtual: true, IsNewSlot: false },
        [.. method.Parameters.Select(parameter => new CodeParameter(parameter.Name, parameter.ParameterType.FullName, parameter.HasDefault))]);

    private static bool IsWritten(MethodDefinition method) => !method.Name.Contains('<', StringComparison.Ordinal) && !method.IsGetter && !method.IsSetter;

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private void Collect(TypeDefinition type, HashSet<CodeUse> uses)
    {
        Add(type.BaseType, uses);
        AddAll(type.Interfaces.Select(implemented => implemented.InterfaceType), uses);
        AddAll(type.Fields.Select(field => field.FieldType), uses);
        AddAll(type.Properties.Select(property => property.PropertyType), uses);
        AddAll(type.Events.Select(happening => happening.EventType), uses);
        AddConstraints(type, uses);
        AddAttributes(type, uses);
        foreach (ICustomAttributeProvider member in type.Fields.Cast<ICustomAttributeProvider>().Concat(type.Properties).Concat(type.Events))
        {
            AddAttributes(member, uses);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            Add(method.ReturnType, uses);
            AddAll(method.Parameters.Select(parameter => parameter.ParameterType), uses);
            AddConstraints(method, uses);
            AddAttributes(method, uses);
            foreach (ParameterDefinition parameter in method.Parameters)
            {
                AddAttributes(parameter, uses);
            }

            if (method.HasBody)
            {
                CollectBody(method.Body, uses);
            }
        }
    }

    private void CollectBody(MethodBody body, HashSet<CodeUse> uses)
    {
        AddAll(body.Variables.Select(local => local.VariableType), uses);
        AddAll(body.ExceptionHandlers.Select(handler => handler.CatchType), uses);
        foreach (Instruction instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Add(type, uses);
                    break;
                case MethodReference method:
                    Add(method.DeclaringType, uses, method.Name);
                    Add(method.ReturnType, uses);
                    AddAll(method.Parameters.Select(parameter => parameter.ParameterType), uses);
                    AddAll((method as GenericInstanceMethod)?.GenericArguments ?? [], uses);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType, uses, field.Name);
                    Add(field.FieldType, uses);
                    break;
            }
        }
    }

    private void AddConstraints(IGenericParameterProvider generic, HashSet<CodeUse> uses) =>
        AddAll(generic.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType), uses);

    private void AddAttributes(ICustomAttributeProvider member, HashSet<CodeUse> uses)
    {
        foreach (CustomAttribute attribute in member.CustomAttributes)
        {
            Add(attribute.AttributeType, uses);
            AddAll(attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>(), uses);
        }
    }

    private void AddAll(IEnumerable<TypeReference?> types, HashSet<CodeUse> uses)
    {
        foreach (TypeReference? type in types)
        {
            Add(type, uses);
        }
    }

    private void Add(TypeReference? type, HashSet<CodeUse> uses, string? member = null)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                AddAll(generic.GenericArguments, uses);
                Add(generic.ElementType, uses, member);
                return;
            case TypeSpecification wrapped:
                Add(wrapped.ElementType, uses, member);
                return;
        }

        TypeReference outermost = type;
        while (outermost.DeclaringType is { } declaring)
        {
            outermost = declaring;
        }

        string assembly = outermost.Scope is AssemblyNameReference reference ? reference.Name : type.Module.Assembly.Name.Name;
        uses.Add(new CodeUse(assembly, Seen(outermost.Namespace), PlainName(outermost), member));
    }

    private string Seen(string name) => place(name) ?? name;

    private static string PlainName(TypeReference type) => type.Name.Split('`')[0];
}
